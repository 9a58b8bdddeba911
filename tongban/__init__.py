"""Tongban (通办): an open government-service platform for Chinese cities."""
