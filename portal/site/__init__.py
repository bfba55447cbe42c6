"""The public site: editorial pages, section frames, middleware, the look's context."""
