"""Mail: texts, outbox, delivery."""
