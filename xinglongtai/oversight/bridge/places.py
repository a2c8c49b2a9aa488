"""Pages of bridge on «全部功能»."""
