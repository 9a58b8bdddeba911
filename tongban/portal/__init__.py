"""The portal for residents and enterprises: find, understand, apply, follow, receive, rate.

Owns pages only: no tables, no rules, no queries of its own. Works without JavaScript.
"""
