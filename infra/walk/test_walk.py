"""What the walk must not let pass. Run by `cargo xtask infra emulate`:
python -m unittest discover -s infra/walk
"""

import datetime
import os
import tempfile
import unittest

import alarms
import runbook
import shell

PAGE = """# Runbook
## Alarms
```sh
export A=first
```
Every alarm:
```sh
echo every
```
### first, second
Look.
```sh
echo $A
```
```sh account
aws only an account
```
### third
## What was walked
| entry | how |
| --- | --- |
| first and 1 more | caused |
## After
| not | this |
"""
NOW = datetime.datetime(2026, 11, 30, 12, tzinfo=datetime.timezone.utc)


def alarm(**other):
    return {
        "AlarmName": "a", "Namespace": "AWS/Lambda", "MetricName": "Errors", "Statistic": "Sum", "Period": 60,
        "EvaluationPeriods": 3, "DatapointsToAlarm": 2, "Threshold": 5, "ComparisonOperator": "GreaterThanThreshold",
        "Dimensions": [{"Name": "FunctionName", "Value": "f"}], **other,
    }


class Points:
    """CloudWatch with some points of one metric."""

    def __init__(self, *values):
        self.values = values

    def get_metric_statistics(self, Statistics=(), **_):
        return {"Datapoints": [{Statistics[0]: value} for value in self.values]}


class Page(unittest.TestCase):
    def test_entries_have_their_alarms_and_commands(self):
        before, [first, third] = runbook.entries(PAGE)
        self.assertEqual([body for _, body in before], ["export A=first\n", "echo every\n"])
        self.assertEqual((first.alarms, first.commands), (["first", "second"], ["echo $A\n"]))
        self.assertEqual(first.of_account, ["aws only an account\n"])
        self.assertEqual((third.alarms, third.commands), (["third"], []))

    def test_rows_are_those_of_the_table_alone(self):
        self.assertEqual(runbook.rows(PAGE), ["| first and 1 more | caused |"])


class Alarms(unittest.TestCase):
    def test_one_by_dimensions_that_nobody_publishes_is_seen(self):
        self.assertTrue(alarms.is_published(alarm(), {}))
        self.assertFalse(alarms.is_published(alarm(Dimensions=[{"Name": "Function", "Value": "f"}]), {}))
        ours = alarm(Namespace="SaaSApplication", MetricName="DeadLetters", Dimensions=[{"Name": "Consumer", "Value": "mail"}])
        self.assertTrue(alarms.is_published(ours, {"DeadLetters": [["Consumer"]]}))
        self.assertFalse(alarms.is_published(ours, {"DeadLetters": [["Service"]]}))

    def test_it_rings_when_as_many_periods_are_above_as_it_says(self):
        self.assertTrue(alarms.rings(alarm(), Points(6, 0, 6), NOW))
        self.assertFalse(alarms.rings(alarm(), Points(6, 5, 0), NOW))
        self.assertFalse(alarms.rings(alarm(), Points(), NOW))

    def test_a_point_falls_into_each_of_these_periods(self):
        times = [point["Timestamp"] for point in alarms.points(alarm(), 6, NOW)]
        self.assertEqual(times, [NOW, NOW - datetime.timedelta(seconds=60)])


class Commands(unittest.TestCase):
    def test_a_command_that_fails_fails_its_entry(self):
        with tempfile.TemporaryDirectory() as folder:
            line = shell.CommandLine(folder, "http://127.0.0.1:9")
            try:
                self.assertEqual(line.run("echo $A", A="x"), "x\n")
                for wrong in ("false\necho on", "echo $UNSET_BY_ALL", "aws sqs list-queues --nonsense"):
                    with self.assertRaises(RuntimeError, msg=wrong):
                        line.run(wrong, **{name: "test" for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")})
            finally:
                line.close()
        self.assertNotIn("UNSET_BY_ALL", os.environ)


if __name__ == "__main__":
    unittest.main()
