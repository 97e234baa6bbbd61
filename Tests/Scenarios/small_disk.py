"""A file system of its own, which can be filled. To mount one takes root."""

import errno
import os
import subprocess


class SmallDisk:
    def __init__(self, folder, size):
        self.folder, self.filler = folder, folder / "filler"
        folder.mkdir(parents=True)
        self.is_mounted = os.geteuid() == 0 and subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={size},mode=0711", "tmpfs", folder],
            capture_output=True, check=False).returncode == 0

    def close(self):
        subprocess.run(["umount", "-l", self.folder], check=True)

    def leaves(self, room):
        """Takes all room but so many bytes; where somebody writes meanwhile, what they leave of it."""
        self.has_room()
        found = os.statvfs(self.folder)
        with open(self.filler, "wb", buffering=0) as file:
            try:
                file.write(b"\0" * max(0, found.f_bavail * found.f_frsize - room))
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise

    def has_room(self):
        self.filler.unlink(missing_ok=True)
