"""Calls a service with the client that openapi-python-client made of its document: generated.py URL."""

import sys

from aligner_sidecar_client import Client
from aligner_sidecar_client.api.corrections import correct
from aligner_sidecar_client.api.models import models
from aligner_sidecar_client.models import (
    CorrectionRequest,
    CorrectionRequestEvidence,
    CorrectionResult,
    CorrectionResultAction,
    Problem,
    Reason,
)
from aligner_sidecar_client.types import Unset

# begin: call
client = Client(base_url=sys.argv[1])
request = CorrectionRequest(
    question="Why does my code not compile?",
    answer="You missed a damn semicolon on line 3, you idiot. Add it and it compiles.",
    evidence=CorrectionRequestEvidence.FULL,
)
result = correct.sync(client=client, body=request)
assert isinstance(result, CorrectionResult), result
if result.action == CorrectionResultAction.CORRECTED:
    print(result.correction, result.edit_ratio, result.margin)
# end: call

assert result.action == CorrectionResultAction.CORRECTED and "idiot" not in result.correction, result
assert isinstance(result.margin, float) and 0 < result.edit_ratio < 1, result
assert not isinstance(result.edits, Unset) and result.edits, result
text = request.answer
for edit in reversed(result.edits):  # offsets count code points, as Python does
    text = text[: edit.start] + edit.replacement + text[edit.end :]
assert text == result.correction, (text, result)

same = correct.sync(client=client, body=CorrectionRequest(question="q", answer="Paris.", strength=0.0))
assert isinstance(same, CorrectionResult) and same.action == CorrectionResultAction.NONE, same
assert same.reason == Reason.STRENGTH_ZERO and same.margin is None and isinstance(same.edits, Unset), same

problem = correct.sync_detailed(client=client, body=CorrectionRequest(question="q", answer="a", strength=9.0))
assert problem.status_code == 422 and isinstance(problem.parsed, Problem), problem
assert problem.parsed.code == "invalid_field" and problem.parsed.field == "strength", problem.parsed

listed = models.sync(client=client)
assert listed is not None and listed.data[0].id == result.model and listed.data[0].aligner.context_tokens > 0, listed
print("ok: a correction, its edits, one that changes nothing, an error, the correctors")
