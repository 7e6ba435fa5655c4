"""Tools for adding and watching sites: inspecting a new one, fixtures of its pages, health checks."""
