"""In the shop without network: drafts and photos kept on the phone and sent when there is a line again."""
