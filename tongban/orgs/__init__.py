"""Departments, posts, officers, halls and windows (部门·岗位·工作人员·大厅·窗口).

Owns: who the authorities are (by unified social credit identifier), the posts and seats in them, the
officers who hold those posts and when, the halls and the windows with the departments served there.
Never decides who may sign in or what a role permits (that is `access`), never knows service items,
never keeps anything about residents (that is `parties`).
"""
