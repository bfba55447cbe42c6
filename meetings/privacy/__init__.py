"""What holders of offices agreed to, and how they leave the records."""
