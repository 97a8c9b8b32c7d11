"""Several sumchecks in one run: BatchedSumcheckVerifier's documentation."""

from .errors import check
from .field import ZERO, add, lagrange, mul, powers, product, sub, total


class Instance:
    """That an expression, a list of (coefficient, factors), has this sum over the hypercube of `variables`."""

    def __init__(self, variables, terms, public, committed, claim):
        self.variables, self.terms, self.public, self.committed, self.claim = variables, terms, public, committed, claim
        self.degree = max([1] + [len(factors) for _, factors in terms])

    def words(self):
        words = [self.variables, self.public, self.committed, len(self.terms)]
        for coefficient, factors in self.terms:
            words += [*coefficient, len(factors), *factors]
        return words + [*self.claim]

    def evaluate(self, values):
        return total(mul(coefficient, product(values[f] for f in factors)) for coefficient, factors in self.terms)

    def check_bounds(self):
        check(self.variables <= 40 and self.public <= 256 and self.committed <= 256, "an instance above a bound")
        check(self.public + self.committed > 0 and len(self.terms) <= 1024 and self.degree <= 16, "above a bound")


class Batch:
    def __init__(self, instances):
        check(1 <= len(instances) <= 1024, "instances")
        for instance in instances:
            instance.check_bounds()
        self.instances = instances
        self.rounds = max(instance.variables for instance in instances)
        self.degrees = [
            max([i.degree for i in instances if self.rounds - i.variables <= r]) for r in range(self.rounds)]

    def terms(self):
        """Numerators of the error, over p^3."""
        return [("sumcheck batching", len(self.instances) - 1), ("sumcheck rounds", sum(self.degrees))]


def reduce(name, instances, reader, messages, public):
    """The point, and the committed polynomials' values of each instance. `public` gives an instance's public values
    at its own point."""
    batch = Batch(instances)
    rounds, count = batch.rounds, len(instances)
    reader.section(f"{name}: rounds")
    sent = [reader.elements(degree) for degree in batch.degrees]
    reader.section(f"{name}: values")
    values = [reader.elements(instance.committed) for instance in instances]
    messages.numbers("sc-batch", [count] + [word for instance in instances for word in instance.words()])
    weights = powers(messages.challenge("sc-batching"), count)

    def entering(variables):
        return total(mul(w, i.claim) for w, i in zip(weights, instances) if i.variables == variables)

    claim, point = ZERO, []
    for number, message in enumerate(sent):
        claim = add(claim, entering(rounds - number))
        messages.elements("sc-round", message)
        x = messages.challenge("sc-point")
        claim = lagrange([message[0], sub(claim, message[0])] + message[1:], x)
        point.append(x)
    claim = add(claim, entering(0))
    messages.elements("sc-values", [value for own in values for value in own])
    expected = ZERO
    for number, (weight, instance) in enumerate(zip(weights, instances)):
        known = public(number, last(point, instance.variables)) + values[number]
        expected = add(expected, mul(weight, instance.evaluate(known)))
    check(claim == expected, f"{name}: the final value")
    return point, values


def last(point, count):
    return point[len(point) - count :]
