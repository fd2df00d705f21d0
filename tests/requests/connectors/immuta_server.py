"""Policies kept and judged as the documented API of Immuta does it.

https://documentation.immuta.com/saas/developer-guides/api-intro: an API key in `Authorization`; POST /api/v2/policy
makes or replaces the policy of a `policyKey` and answers its id, `dryRun` changes nothing; DELETE
/policy/global/{policyId} answers the policy, 404 where there is none. Names are unique; attributes let people in.
"""

from tests.servers import Answer

SUBSCRIPTIONS = {"anyone", "approval", "entitlements", "manual"}
RULES = {"Masking", "Row Restriction by Custom Where Clause"}
MASKS = {"Hash", "Constant", "Null"}


class Immuta:
    """Policies by key; `trouble` is answered instead, once for each entry. Whatever is refused, `refused` keeps."""

    def __init__(self, key="a shared secret"):
        self.key, self.policies, self.ids, self.trouble, self.refused = key, {}, {}, [], []

    def __call__(self, call):
        if self.trouble and (answer := self.trouble.pop(0)):
            return answer
        if call.headers.get("authorization") != self.key:
            return _error(401, "Unauthorized", "Invalid authentication")
        if (call.method, call.path) == ("POST", "/api/v2/policy"):
            return self._save(call.json(), dry=call.query.get("dryRun") == ["true"])
        if call.method == "DELETE" and call.path.startswith("/policy/global/"):
            return self._delete(call.path.removeprefix("/policy/global/"))
        return _error(404, "Not Found", "Not Found")

    def subscribed(self, tag, attribute="username"):
        """Who is let into the data sources with a tag: values of the attribute."""
        return {
            one["value"]
            for policy in self._on(tag, "subscription")
            for one in policy["actions"].get("entitlements", {}).get("attributes", [])
            if one["name"] == attribute
        }

    def rules(self, tag):
        """The rules of what is seen there."""
        return [rule for policy in self._on(tag, "data") for action in policy["actions"] for rule in action["rules"]]

    def _on(self, tag, kind):
        where = {"type": "tags", "tag": tag}
        return [one for one in self.policies.values() if one["type"] == kind and where in one["circumstances"]]

    def _save(self, said, *, dry):
        if wrong := self._wrong(said):
            self.refused.append(wrong)
            return _error(422, "Unprocessable Entity", wrong)
        key, creating = said["policyKey"], said["policyKey"] not in self.policies
        number = self.ids.get(key) or len(self.ids) + 1
        if not dry:
            self.policies[key], self.ids[key] = said, number
        answer = {"dryRun": dry, "creating": creating, "updating": not creating}
        return Answer(200, answer if dry else answer | {"policyId": number})

    def _wrong(self, said):
        if missing := {"policyKey", "name", "type", "actions"} - set(said):
            return f"{sorted(missing)} is required"
        if any(one["name"] == said["name"] and key != said["policyKey"] for key, one in self.policies.items()):
            return "name must be unique"
        actions = said["actions"]
        if said["type"] == "subscription":
            entitled = actions.get("entitlements", {})
            if actions["type"] not in SUBSCRIPTIONS:
                return "actions.type is not one of these"
            if actions["type"] == "entitlements" and not (entitled.get("groups") or entitled.get("attributes")):
                return "entitlements name nobody"
            return ""
        rules = [rule for action in actions for rule in action["rules"]]
        return next((wrong for rule in rules if (wrong := _wrong_rule(rule))), "" if rules else "rules are required")

    def _delete(self, number):
        key = next((key for key, id_ in self.ids.items() if str(id_) == number), None)
        if key is None or key not in self.policies:
            return _error(404, "Not Found", "Policy not found")
        del self.ids[key]
        return Answer(200, self.policies.pop(key))


def _wrong_rule(rule):
    config = rule.get("config", {})
    if rule.get("type") not in RULES:
        return "rules.type is not one of these"
    if rule["type"] != "Masking":
        return "" if config.get("predicate") else "config.predicate is required"
    masking = config.get("maskingConfig", {})
    if not config.get("fields") or masking.get("type") not in MASKS:
        return "config.fields and config.maskingConfig.type are required"
    return "config.maskingConfig.constant is required" if masking == {"type": "Constant"} else ""


def _error(status, error, message):
    return Answer(status, {"statusCode": status, "error": error, "message": message})
