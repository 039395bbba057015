"""The bytes of attachments: sealed in parts, in files beside the log or in tables on its server."""
