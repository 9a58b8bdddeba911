"""The workbench of officers: intake at the window, queue by duty and lamp, examine, decide, results out.

Owns pages only: no tables, no rules, no queries of its own. Buttons are the answers of `cases.policies`.
"""
