"""Pages of statistics on «全部功能»."""
