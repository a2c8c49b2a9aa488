"""Pages on the nation's data: medians and p95 of the server's time, beside their bars."""

import time
from statistics import median

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from xinglongtai.core.models import User

from ...measuring.pages import Page, pages


class Command(BaseCommand):
    help = "测量各页面的服务器用时（需要 seed_scale 的数据）"

    def add_arguments(self, parser):
        parser.add_argument("--only", default="", help="只测名称里有这几个字的")
        parser.add_argument("--login", default="", help="只测这个账号")
        parser.add_argument("--runs", type=int, default=3, help="每个网址测几次，取中间的一次")
        parser.add_argument("--slowest", type=int, default=0, help="每项再列出最慢的几个网址和其中数据库的用时")

    def handle(self, *args, only, login, runs, slowest, **options):
        settings.ALLOWED_HOSTS = ["*"]
        self.stdout.write("页面 | 账号 | 网址数 | 中位 ms | p95 ms | 最长 ms | 标准 ms | 达标")
        for page in pages():
            if only in page.name and login in page.login:
                self._measure(page, runs, slowest)

    def _measure(self, page: Page, runs: int, slowest: int) -> None:
        client = Client()
        client.force_login(User.objects.get(username=page.login))
        told = []
        for url in page.urls:
            answer = client.get(url)  # warm
            if answer.status_code != 200:
                self.stdout.write(f"  {answer.status_code}: {url}")
                continue
            told.append((median(_timed(client, url) for _ in range(runs)), url))
        times = sorted(taken for taken, _ in told)
        if not times:
            return
        p95 = times[min(len(times) - 1, int(0.95 * len(times)))]
        good = "是" if p95 <= page.bar else "否"
        self.stdout.write(
            f"{page.name} | {page.login} | {len(times)} | {median(times):.0f} | {p95:.0f} | {times[-1]:.0f} | {page.bar} | {good}"
        )
        for taken, url in sorted(told, reverse=True)[:slowest]:
            with CaptureQueriesContext(connection) as queries:
                client.get(url)
            sql = sum(float(query["time"]) for query in queries) * 1000
            longest = max(queries.captured_queries, key=lambda query: float(query["time"]))
            self.stdout.write(
                f"    {taken:.0f} ms（数据库 {sql:.0f} ms，{len(queries)} 句）{url}\n      {longest['time']} s {longest['sql'][:1500]}"
            )


def _timed(client: Client, url: str) -> float:
    began = time.perf_counter()
    client.get(url)
    return (time.perf_counter() - began) * 1000
