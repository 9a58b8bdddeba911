"""Page furniture: design tokens, layouts, macros and formatting filters that every page of the house is built from.

Owns: the Jinja environment, `templates/furniture` (layouts, error pages, one macro file per family), `static/furniture`
(tokens.css, site.css, print.css, app.js), the display switch (长辈版, 高对比度), the frame around a page, and what
pages of all interfaces read out of a request (`asking`, `schema`).
Never: reads the database, knows a room's address by heart, or decides who may see what. Rooms above hand in plain
values; what the frame shows of a higher room (account name, unread count, links) is provided by that room at start.

Macro families (`{% from "furniture/macros/<family>.html" import … %}`, each documented at the top of its file):

==========  ==========================================================================================================
form        text_field number_field date_field password_field textarea_field file_field select_field radio_field
            checkbox_field single_checkbox fieldset error_summary schema_fields hidden_fields
buttons     button link_button action_button button_group
cards       item_card card_list entry_tile entry_grid case_card licence_card side_card
guide       guide fact_list steps legal_basis_list
task_list   task_list task_sections
materials   material_checklist material_counts
summary     summary_list confirmation
timeline    timeline timeline_totals clock_pair lamp_chip status_tag
queue       queue_table saved_views bulk_bar filter_bar
evidence    split evidence_pane check_points
instrument  instrument_preview
rating      rating_faces rating_options rating_result
feedback    banner messages empty_state inset warning_text details pager problem
chart       chart_figure stat_tile stat_row wall_tile bar_list
search      search_box
==========  ==========================================================================================================

The example pages under `/furniture/` (demonstration and test cities) show every family with realistic content.
"""
