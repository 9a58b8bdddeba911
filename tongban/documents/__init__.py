"""Legal documents on paper (文书): layout, seal, signature, proof.

Owns: the PDF of every notice, decision, receipt and licence sheet, its number, verification code and
signature by the department's certificate; the wording that the law prescribes for each kind.
Never decides that a document issues, never gives out numbers, never knows what a case is: the caller
brings number, addressee and facts.
"""
