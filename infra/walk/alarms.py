"""Alarms as CloudWatch evaluates them, by their own words. The emulator adds up
a metric over all dimensions, so an alarm that looks at the wrong ones would ring
there and stay silent on AWS.
"""

import datetime

# By which dimensions AWS publishes what the alarms look at (the page "metrics and dimensions" of each service in its
# guide, read 30 November 2026).
PUBLISHED = {
    "AWS/ApiGateway": [{"ApiName", "Stage"}],
    "AWS/DynamoDB": [{"TableName", "Operation"}],
    "AWS/Lambda": [{"FunctionName"}, {"FunctionName", "Resource"}],
    "AWS/SES": [set()],
    "AWS/SQS": [{"QueueName"}],
    "AWS/States": [{"StateMachineArn"}],
}


def names_of(alarm):
    return {one["Name"] for one in alarm["Dimensions"]}


def is_published(alarm, own):
    """Whether the metric is sent by these dimensions; `own` are those of infra/names.json."""
    if alarm["Namespace"] in PUBLISHED:
        return names_of(alarm) in PUBLISHED[alarm["Namespace"]]
    return names_of(alarm) in [set(one) for one in own.get(alarm["MetricName"], [])]


def breaches(alarm, value):
    if alarm["ComparisonOperator"] != "GreaterThanThreshold":
        raise ValueError(f"{alarm['AlarmName']}: {alarm['ComparisonOperator']} is not known here")
    return value > alarm["Threshold"]


def wanted(alarm):
    return alarm.get("DatapointsToAlarm", alarm["EvaluationPeriods"])


def points(alarm, value, now):
    """One value in each of as many periods as make it ring."""
    period = datetime.timedelta(seconds=alarm["Period"])
    common = {"MetricName": alarm["MetricName"], "Dimensions": alarm["Dimensions"], "Value": value}
    return [{**common, "Timestamp": now - number * period} for number in range(wanted(alarm))]


def rings(alarm, cloudwatch, now):
    """Evaluates it over the metric's points of its own dimensions."""
    statistic = alarm.get("ExtendedStatistic") or alarm["Statistic"]
    kind = "ExtendedStatistics" if "ExtendedStatistic" in alarm else "Statistics"
    found = cloudwatch.get_metric_statistics(
        Namespace=alarm["Namespace"],
        MetricName=alarm["MetricName"],
        Dimensions=alarm["Dimensions"],
        StartTime=now - datetime.timedelta(seconds=alarm["Period"] * (alarm["EvaluationPeriods"] + 1)),
        EndTime=now + datetime.timedelta(seconds=60),
        Period=alarm["Period"],
        **{kind: [statistic]},
    )["Datapoints"]
    values = [one.get("ExtendedStatistics", one)[statistic] for one in found]
    return sum(breaches(alarm, value) for value in values) >= wanted(alarm)
