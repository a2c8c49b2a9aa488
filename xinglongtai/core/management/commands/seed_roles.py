"""``seed_roles``: roles of DOMAIN §6 as groups with permissions. Idempotent."""

from django.core.management.base import BaseCommand

from xinglongtai.core.roles import seed


class Command(BaseCommand):
    help = "建立或校正各角色的权限"

    def handle(self, *args, **options):
        for line in seed() or ["角色权限无变化"]:
            self.stdout.write(line)
