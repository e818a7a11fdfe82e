from pathlib import Path

from django.core.management import BaseCommand, CommandError

from exterior_site import backup


class Command(BaseCommand):
    help = "Copy the database and all files into a folder, while the site works."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path)

    def handle(self, *args, folder, **options):
        try:
            about = backup.save(folder)
        except backup.BackupError as error:
            raise CommandError(str(error)) from error
        files = sum(about["files"].values())
        self.stdout.write(f"{folder}: the database and {files} files. Keep SECRET_KEY too, in another place.")
