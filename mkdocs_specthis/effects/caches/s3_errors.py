"""What botocore raises, as one sentence for a person. The only place that knows its exceptions.

No request, header or credential is ever shown: only a code, a bucket, a host.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore import exceptions as aws

from mkdocs_specthis.core.model.errors import CacheUnavailable
from mkdocs_specthis.core.parse.shown import shown

MISSING = frozenset({"NoSuchKey", "404", "NotFound"})
TAKEN = frozenset({"PreconditionFailed", "412"})
RACED = frozenset({"ConditionalRequestConflict", "OperationAborted", "409"})
TRANSIENT = frozenset({"SlowDown", "Throttling", "RequestTimeout", "InternalError", "500", "502", "503", "504"})

_CREDENTIALS = "see `[cache] profile` in .specthis/local.toml, or the usual AWS settings"
_REFUSALS = {
    "NoSuchBucket": ("there is no bucket `{bucket}`", "make it, or mend `url` of `[cache]`"),
    "AccessDenied": ("these credentials may not {verb} `{bucket}`", "ask whoever owns the bucket, or name a profile"),
    "403": ("these credentials may not {verb} `{bucket}`", "ask whoever owns the bucket, or name a profile"),
    "ExpiredToken": ("the credentials have expired", "sign in again"),
    "ExpiredTokenException": ("the credentials have expired", "sign in again"),
    "InvalidAccessKeyId": ("the server does not know the access key", _CREDENTIALS),
    "SignatureDoesNotMatch": ("the secret key is wrong", _CREDENTIALS),
    "InvalidToken": ("the session token is wrong", "sign in again"),
    "RequestTimeTooSkewed": ("the clock of this machine is wrong", "set it, then try again"),
    "NotImplemented": ("the server does not know `If-None-Match`", "records need it; use another server to push to"),
    "QuotaExceeded": ("the bucket `{bucket}` is full", ""),
}


@contextmanager
def refusals_told(place: str, bucket: str, verb: str) -> Iterator[None]:
    """Within it an exception of botocore becomes a CacheUnavailable. `verb` as in `read from`."""
    try:
        yield
    except aws.ClientError as error:
        raise _refused(error, place, bucket, verb) from None
    except (aws.BotoCoreError, OSError) as error:
        raise _failed(error, place) from None


def code_of(error: aws.ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))


def status_of(error: aws.ClientError) -> int:
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode") or 0)


def broken(error: Exception, place: str) -> CacheUnavailable:
    """A connection that ended in the middle of an object."""
    return CacheUnavailable(f"the connection to the cache {place} broke", hint=_NETWORK, is_transient=True)


_STRANGER = "see `endpoint_url` of `[cache]`: a proxy, or another server, may have answered"
_NETWORK = "see the network and `[cache]` in the settings"


def _refused(error: aws.ClientError, place: str, bucket: str, verb: str) -> CacheUnavailable:
    code = code_of(error)
    if code in _REFUSALS:
        message, hint = _REFUSALS[code]
        return CacheUnavailable(f"the cache {place}: {message.format(bucket=shown(bucket), verb=verb)}", hint=hint)
    status = status_of(error)
    is_transient = code in TRANSIENT or status >= 500
    if not code or code.isdigit():
        message = f"the cache {place} answers {status}, and not as S3 does"
        return CacheUnavailable(message, hint=_STRANGER, is_transient=is_transient)
    hint = "try again later" if is_transient else "whoever runs the server knows what that means"
    return CacheUnavailable(f"the cache {place} refuses: {shown(code)}", hint=hint, is_transient=is_transient)


def _failed(error: Exception, place: str) -> CacheUnavailable:
    if isinstance(error, aws.NoCredentialsError | aws.PartialCredentialsError | aws.CredentialRetrievalError):
        return CacheUnavailable(f"there are no credentials for the cache {place}", hint=_CREDENTIALS)
    if isinstance(error, aws.TokenRetrievalError | aws.SSOTokenLoadError | aws.UnauthorizedSSOTokenError):
        return CacheUnavailable(f"the credentials for the cache {place} have expired", hint="sign in again")
    if isinstance(error, aws.ProfileNotFound | aws.ConfigNotFound | aws.ConfigParseError):
        return CacheUnavailable(f"the AWS profile for the cache {place} is not there", hint=_CREDENTIALS)
    if isinstance(error, aws.ConnectTimeoutError | aws.ReadTimeoutError | TimeoutError):
        return CacheUnavailable(f"the cache {place} does not answer in time", hint=_NETWORK, is_transient=True)
    if isinstance(error, aws.EndpointConnectionError | aws.SSLError | aws.ProxyConnectionError | OSError):
        return CacheUnavailable(f"the cache {place} cannot be reached", hint=_NETWORK)
    if isinstance(error, aws.HTTPClientError):
        return broken(error, place)
    return CacheUnavailable(f"the cache {place} cannot be used: {type(error).__name__}", hint=_NETWORK)
