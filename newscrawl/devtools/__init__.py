"""Looking at a site from outside: inspecting a new one, fixtures, health checks."""
