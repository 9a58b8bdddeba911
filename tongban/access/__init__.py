"""Accounts, roles, data scope, sign-in, tokens (账号·角色·数据范围·统一身份认证).

Owns: who may sign in and how (password, second factor, OpenID Connect, bearer tokens), which roles an
account holds over which departments and regions and for how long, and the `Actor` every verb takes.
Never keeps citizen numbers or names of residents (that is `parties`), never judges a case: it says what
the seats held permit, the room that owns the verb checks it.
"""
