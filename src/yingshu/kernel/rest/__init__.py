"""The REST side of the kernel: declared actions as POST, screens as GET, one door, one OpenAPI document."""
