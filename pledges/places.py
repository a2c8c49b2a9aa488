"""Pages of pledges on «全部功能»."""

from xinglongtai.core.places import register

register("办案", "pledges:desk", "工作台", "今天要我办的事", permission="pledges.view_pledge")
register("办案", "pledges:list", "承诺", "全部承诺书，可筛选、导出", permission="pledges.view_pledge")
