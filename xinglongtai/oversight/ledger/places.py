"""Pages of ledger on «全部功能»."""
