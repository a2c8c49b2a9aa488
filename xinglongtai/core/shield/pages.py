"""Plain pages of requests that were refused before a view saw them: no person, no session, no cookie."""

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from .scanning import UploadRefused

WRONG_HOST = (
    "请从单位门户或收藏夹里的正式地址重新打开。",
    "地址没有错的，请告诉系统管理员：域名没有登记在允许访问的名单里。",
)
TOO_LARGE = (
    "按浏览器的“返回”，填写过的文字仍在。",
    "照片、录音录像较多的，分几次上传；单个文件太大的，在手机上选“标准”画质或分段录制。",
    "文字很长的，请存成文件作为材料上传。",
)
UNCLEAR = ("按浏览器的“返回”，填写过的文字仍在，检查后重新提交。", "再次出现本页的，把时间和正在办的事告诉系统管理员。")


def plain(status: int, title: str, advice: tuple[str, ...], *, home: bool = True) -> HttpResponse:
    """One page that needs nothing of the request. ``home``: offer the way back and to the first page."""
    context = {"status": status, "title": title, "advice": advice, "home": home}
    return HttpResponse(render_to_string("refused_request.html", context), status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's ``handler400``: what is wrong with the request as a whole. Too much of it is 413 and says how to send less."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return plain(413, "一次提交的内容太大", TOO_LARGE)
    if isinstance(exception, UploadRefused):
        return plain(
            422, "文件没有接收", (exception.message, "填写过的文字仍在：按浏览器的“返回”，去掉这个文件后重新提交。")
        )
    return plain(400, "这次提交的内容无法识别", UNCLEAR)
