"""Addresses of oversight."""

from .bridge.urls import urlpatterns as bridge_urls
from .evaluation.urls import urlpatterns as evaluation_urls
from .law.urls import urlpatterns as law_urls
from .ledger.urls import urlpatterns as ledger_urls
from .morning.urls import urlpatterns as morning_urls
from .publication.urls import urlpatterns as publication_urls
from .retention.urls import urlpatterns as retention_urls
from .sameness.urls import urlpatterns as sameness_urls
from .sampling.urls import urlpatterns as sampling_urls
from .statistics.urls import urlpatterns as statistics_urls
from .trust.urls import urlpatterns as trust_urls

app_name = "oversight"
urlpatterns = [
    *bridge_urls,
    *evaluation_urls,
    *law_urls,
    *ledger_urls,
    *morning_urls,
    *publication_urls,
    *retention_urls,
    *sameness_urls,
    *sampling_urls,
    *statistics_urls,
    *trust_urls,
]
