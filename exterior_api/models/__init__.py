from .accounts import Account, ApiKey, Balance, new_webhook_secret
from .calls import CallRecord, Delivery, DeliveryAttempt, IdempotentAnswer
from .generations import ApiProject, Generation, Image, InputImage
from .ledger import PhotoEntry

__all__ = [
    "Account",
    "ApiKey",
    "ApiProject",
    "Balance",
    "CallRecord",
    "Delivery",
    "DeliveryAttempt",
    "Generation",
    "IdempotentAnswer",
    "Image",
    "InputImage",
    "PhotoEntry",
    "new_webhook_secret",
]
