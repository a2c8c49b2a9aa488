"""Addresses of oversight."""

from django.urls import path

from . import views
from .bridge.urls import urlpatterns as bridge_urls
from .evaluation.urls import urlpatterns as evaluation_urls
from .law.urls import urlpatterns as law_urls
from .ledger.urls import urlpatterns as ledger_urls
from .morning.urls import urlpatterns as morning_urls
from .publication.urls import urlpatterns as publication_urls
from .sameness.urls import urlpatterns as sameness_urls
from .sampling.urls import urlpatterns as sampling_urls
from .statistics.urls import urlpatterns as statistics_urls
from .trust.urls import urlpatterns as trust_urls

app_name = "oversight"
urlpatterns = [
    path("", views.brief, name="brief"),
    path("overdue/", views.overdue, name="overdue"),
    path("overdue/export/", views.overdue_export, name="overdue_export"),
    path("overdue/urge/", views.urge_selected, name="urge_selected"),
    path("overdue/urged/", views.urge_result, name="urge_result"),
    path("pledges/<int:pk>/urge/", views.urge, name="urge"),
    path("cases/<int:pk>/reassign/", views.reassign, name="reassign"),
    *bridge_urls,
    *evaluation_urls,
    *law_urls,
    *ledger_urls,
    *morning_urls,
    *publication_urls,
    *sameness_urls,
    *sampling_urls,
    *statistics_urls,
    *trust_urls,
]
