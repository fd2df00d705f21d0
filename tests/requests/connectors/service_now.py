"""A table that behaves as the documented Table API of ServiceNow does.

https://www.servicenow.com/docs/r/api-reference/rest-apis/c_TableAPI.html: results under `result`, 201 for a new row,
404 "No Record found", 401 "User Not Authenticated", encoded queries.
"""

import base64
import uuid

from tests.servers import Answer


class Table:
    """Rows by sys_id, behind basic authentication; `trouble` is answered instead, once for each entry."""

    def __init__(self, name="sc_req_item", user="marketplace", password="a shared secret"):
        self.path = f"/api/now/table/{name}"
        self.auth = "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
        self.rows, self.trouble = {}, []

    def __call__(self, call):
        if self.trouble:
            return self.trouble.pop(0)
        if call.headers.get("authorization") != self.auth:
            return _error(401, "User Not Authenticated", "Required to provide Auth information")
        if call.path == self.path and call.method == "GET":
            return Answer(200, {"result": self._found(call.query)})
        if call.path == self.path and call.method == "POST":
            return Answer(201, {"result": self._insert(call.json())})
        row = self.rows.get(call.path.removeprefix(f"{self.path}/"))
        if row is None or not call.path.startswith(self.path):
            return _error(404, "No Record found", "Record doesn't exist or ACL restricts the record retrieval")
        row.update(call.json(), sys_updated_by="marketplace")
        return Answer(200, {"result": row})

    def decide(self, approval, by):
        """Somebody decides on the only ticket there."""
        [row] = self.rows.values()
        row.update(approval=approval, sys_updated_by=by)

    def _insert(self, said):
        row = {"sys_id": uuid.uuid4().hex, "number": f"RITM{len(self.rows) + 1:07}", "sys_updated_by": "marketplace"}
        self.rows[row["sys_id"]] = row | said
        return self.rows[row["sys_id"]]

    def _found(self, query):
        rows = list(self.rows.values())
        for term in query.get("sysparm_query", [""])[0].split("^"):
            if "IN" in term and "=" not in term:
                field, values = term.split("IN", 1)
                rows = [row for row in rows if row.get(field) in values.split(",")]
            elif "=" in term:
                field, value = term.split("=", 1)
                rows = [row for row in rows if row.get(field) == value]
        return rows[: int(query.get("sysparm_limit", ["10000"])[0])]


def _error(status, message, detail):
    return Answer(status, {"error": {"message": message, "detail": detail}, "status": "failure"})
