"""The catalogue in other shapes: workbook, CSV, JSON, the national exchange tables, CPSV-AP. Pure, from `Listing`s.

`columns` is the one table between content and cells; `cells` says how a kind of value stands in a cell. What is read
comes back with the place of every fault; nothing here touches the database.
"""
