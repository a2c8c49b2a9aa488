"""Pages of publication on «全部功能»."""
