"""Pages of morning on «全部功能»."""
