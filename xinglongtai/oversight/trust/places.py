"""Pages of trust on «全部功能»."""
