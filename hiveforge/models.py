"""Every slice's tables, imported together: for migrations and for whoever needs the whole schema."""

import hiveforge.core.audit
import hiveforge.features.accounts.models
import hiveforge.features.mailing.models
import hiveforge.features.organizations.models  # noqa: F401
