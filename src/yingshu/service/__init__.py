"""Customer service: inquiries, suggestions, complaints, after-sales, returns (SVC)."""
