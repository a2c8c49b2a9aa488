"""Pages of sampling on «全部功能»."""
