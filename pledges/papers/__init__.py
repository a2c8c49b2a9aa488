"""The set of papers from one entry (执法全过程记录): what each says, when it is due, how it is issued."""
