"""Pages of sameness on «全部功能»."""
