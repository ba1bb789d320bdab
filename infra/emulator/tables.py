"""DynamoDB's control plane as AWS has it: it throttles who makes many tables, a
table that has just become active has no backups to turn on yet, and a replica is
added late, to a table that streams both images and builds nothing. Stock
ministack does all at once. What CloudFormation makes is not concerned: it waits by
itself.
"""

import json
import threading

from ministack.core.responses import error_response_json
from ministack.services import dynamodb

# Answers of a kind before the first that is not refused, for each table.
THROTTLED = 1
WITHOUT_BACKUPS = 2
# Looks at a table whose indexes are built, and at a replica that is made.
INDEXING = 1
COPYING = 2

BOTH_IMAGES = "NEW_AND_OLD_IMAGES"


def refused_first(stock, times, code, message):
    """The first calls for a table are refused."""
    asked, lock = {}, threading.Lock()

    def handle(data):
        table = str(data.get("TableName"))
        with lock:
            asked[table] = asked.get(table, 0) + 1
            early = asked[table] <= times
        return error_response_json(code, message.format(table), 400) if early else stock(data)

    return handle


class Replicas:
    """What stands in the way of a replica, for each table."""

    def __init__(self, known, indexing=INDEXING, copying=COPYING):
        self.known = known
        self.indexing = indexing
        self.copying = copying
        self.looks = {}
        self.copies = {}
        self.lock = threading.Lock()

    def updating(self, stock):
        def handle(data):
            name = str(data.get("TableName"))
            for update in data.get("ReplicaUpdates") or []:
                refused = self.refused(name, update)
                if refused:
                    return error_response_json(*refused, 400)
            answer = stock(data)
            if answer[0] == 200 and any("Create" in update for update in data.get("ReplicaUpdates") or []):
                with self.lock:
                    self.copies[name] = 0
            return answer

        return handle

    def refused(self, name, update):
        table = self.known(name) or {}
        if "Create" in update:
            stream = table.get("StreamSpecification") or {}
            if not stream.get("StreamEnabled") or stream.get("StreamViewType") != BOTH_IMAGES:
                return "ValidationException", f"Table {name} has no stream of new and old images"
            if table.get("GlobalSecondaryIndexes") and self.looks.get(name, 0) <= self.indexing:
                return "ResourceInUseException", f"Attempt to change a resource which is still in use: {name} builds an index"
        elif self.copies.get(name, self.copying) < self.copying:
            return "ResourceInUseException", f"Attempt to change a resource which is still in use: {name} is being copied"
        return None

    def describing(self, stock):
        def handle(data):
            answer = stock(data)
            if answer[0] != 200:
                return answer
            name, body = str(data.get("TableName")), json.loads(answer[2])
            with self.lock:
                self.looks[name] = self.looks.get(name, 0) + 1
                if self.looks[name] <= self.indexing:
                    for index in body["Table"].get("GlobalSecondaryIndexes") or []:
                        index["IndexStatus"] = "CREATING"
                if body["Table"].get("Replicas") and name in self.copies:
                    self.copies[name] += 1
                    if self.copies[name] <= self.copying:
                        for replica in body["Table"]["Replicas"]:
                            replica["ReplicaStatus"] = "CREATING"
            return answer[0], answer[1], json.dumps(body).encode()

        return handle

    def deleting(self, stock):
        """A region that others were copied from has to give them up first."""

        def handle(data):
            name = str(data.get("TableName"))
            if len((self.known(name) or {}).get("_global_regions") or []) > 1:
                why = f"Replica cannot be deleted because it has acted as a source region for new replica(s): {name}"
                return error_response_json("ValidationException", why, 400)
            with self.lock:
                self.looks.pop(name, None)
                self.copies.pop(name, None)
            return stock(data)

        return handle


def apply():
    dynamodb._create_table = refused_first(
        dynamodb._create_table, THROTTLED, "ThrottlingException", "Rate of requests exceeds the allowed throughput."
    )
    dynamodb._update_continuous_backups = refused_first(
        dynamodb._update_continuous_backups,
        WITHOUT_BACKUPS,
        "ContinuousBackupsUnavailableException",
        "Backups are being enabled for the table: {}. Please retry later",
    )
    replicas = Replicas(dynamodb._tables.get)
    dynamodb._update_table = replicas.updating(dynamodb._update_table)
    dynamodb._describe_table = replicas.describing(dynamodb._describe_table)
    dynamodb._delete_table = replicas.deleting(dynamodb._delete_table)
