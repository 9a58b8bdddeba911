"""Messages between this platform and the platforms of other places (数据交换): who they are, what was said, once each.

Owns: peers with their SM2 public key and agreement, the envelopes sent to them and received from them, and the signed
receipts. An envelope is written in the transaction that causes it, sent until its receipt is here, stored once however
often it arrives, and handled in the order of its conversation by the room that registered its kind.
Never trusts another place's clock (its times are texts, 对方记载), never knows what a conversation is about.
"""
