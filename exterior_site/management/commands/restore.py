from pathlib import Path

from django.core.management import BaseCommand, CommandError, call_command

from exterior_site import backup


class Command(BaseCommand):
    help = "Fill an empty database and an empty storage from a backup."
    # There is no database to check yet.
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path)

    def handle(self, *args, folder, **options):
        try:
            about = backup.restore(folder)
        except backup.BackupError as error:
            raise CommandError(str(error)) from error
        # The backup may be of an older version.
        call_command("migrate", verbosity=0)
        self.stdout.write(f"Restored what was kept at {about['made_at']}.")
