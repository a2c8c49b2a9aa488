"""Addresses of pledges, by topic."""

from . import urls_pledge, urls_promise
from .casefile import urls as casefile
from .consistency import urls as consistency
from .papers import urls as papers
from .partypage import urls as partypage
from .service import urls as service

app_name = "pledges"
urlpatterns = [
    *urls_promise.urlpatterns,
    *urls_pledge.urlpatterns,
    *consistency.urlpatterns,
    *papers.urlpatterns,
    *service.urlpatterns,
    *partypage.urlpatterns,
    *casefile.urlpatterns,
]
