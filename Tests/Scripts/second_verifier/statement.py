"""The statement: a run's relations, reduced to one value of each oracle."""

from transcript_vectors import PRIME

from . import lookups, private_tensors, sumchecks
from .errors import check
from .field import ONE, ZERO, add, base, bits_of, eq, mul, powers, scale, sub, total
from .grids import Claim, Grid, eq_table, extend_short, prefix, variables
from .sumchecks import Instance, last


class Statement:
    """`inputs`: the public inputs' integers by slot; `score` and `index`: the argmax's, where they are public;
    `job` and `digests`: what private tensors' commitments are."""

    def __init__(self, plan, inputs, score, index, job=bytes(32), digests=()):
        self.job, self.digests = job, digests
        self.plan, self.inputs, self.score, self.index = plan, inputs, score, index
        self.lookup = lookups.Statement(plan.widths, [plan.witness.regions[i][1] for i in range(len(plan.widths))])
        self.witness, self.model = [], []

    def reduce(self, reader, messages):
        for gadget in self.plan.of("argmax"):
            check(self.plan.choice or 0 <= self.index < gadget.count, "the index is none of the argmax's")
        self.reduce_sites(reader, messages)
        self.reduce_openings(reader, messages)
        self.reduce_products(reader, messages)
        self.reduce_taps(reader, messages)
        self.claim_leads()
        if self.plan.private:
            opening = private_tensors.Opening(self.plan, self.job, self.digests, self.score, self.index)
            self.witness += opening.reduce(reader, messages, self)
        self.reduce_lookups(reader, messages)
        return self.reduce_claims(reader, messages)

    def errors(self):
        """Numerators of every challenge's error, over p^3, before candidates."""
        plan = self.plan
        coordinates = max(site.grid.variables for site in plan.sites)
        numerators = [("zero check point", len(plan.sites) * coordinates), ("zero check mixing", len(plan.sites))]
        whole = [Instance(log2, [(ONE, [0, 1])], 1, 1, ZERO) for log2 in (plan.witness.log2, plan.model.log2)]
        batches = [
            ("sites", self.site_instances(ONE)), ("products", [product_instance(g, ZERO) for g in self.products()]),
            ("openings", whole), ("taps", [tap_instance(g, ZERO) for g in plan.of("convolution")]),
        ]
        for name, instances in batches:
            if instances:
                numerators += [(f"{name}: {what}", n) for what, n in sumchecks.Batch(instances).terms()]
        if plan.private:
            relation = private_tensors.blank_instance(plan)
            numerators.append(("private tensors: check point", relation.variables))
            numerators += [(f"private tensors: {what}", n) for what, n in sumchecks.Batch([relation]).terms()]
        numerators += self.lookup.errors()
        numerators.append(("relations at random points", (len(plan.gadgets) + len(plan.columns)) * coordinates))
        numerators.append(("opening mix", self.claim_count() - 1))
        return numerators

    def claim_count(self):
        """Claims of the oracle that has more."""
        witness, model = 2 * len(self.plan.widths), 0
        for site in self.plan.sites:
            witness += len(site.columns)
        for gadget in self.plan.gadgets:
            if gadget.kind == "requantise" and gadget.input is not None and not gadget.input.is_input:
                witness += len(gadget.input.value.terms)
            elif gadget.kind == "pooling" and not gadget.operand.is_input:
                witness += len(gadget.gaps) * len(gadget.operand.value.terms)
            elif gadget.kind in ("product", "convolution"):
                model += 1 if gadget.bias is None else 2
                witness += 0 if gadget.operand.is_input else len(gadget.operand.value.terms)
            elif gadget.kind == "argmax" and self.plan.choice is None:
                witness += len(gadget.leads)
        if self.plan.private:
            # S-boxes and message; of a hidden argmax one choice, the bar, and what is public of index and maximum.
            hidden = {tensor.source for tensor in self.plan.private}
            witness += 2 if self.plan.choice is None else 6 - len(hidden & {"index", "score"})
        return max(witness, model)

    # Values.

    def public_input(self, slot, grid, point):
        return grid.extend(self.inputs[slot], point)

    def column(self, column):
        """A column's value at its site's point."""
        site, place = self.plan.place[column]
        return self.opened[site][place]

    def value(self, form, values, grid, point):
        indicator = grid.indicator(point)
        result = scale(indicator, form.constant)
        for (_, factor), value in zip(form.terms, values):
            result = add(result, scale(value, factor))
        if form.is_argmax:
            result = add(result, scale(indicator, self.score % PRIME))
            result = sub(result, prefix(self.index, point))
        return result

    def site(self, position):
        return next(site for site in self.plan.sites if site.position == position)

    def site_of(self, form):
        return self.plan.place[form.terms[0][0]][0]

    def result(self, form):
        """A product's value at its site's point."""
        site = self.site_of(form)
        check(all(self.plan.place[column][0] is site for column, _ in form.terms), "a form over two sites")
        return self.value(form, [self.column(column) for column, _ in form.terms], site.grid, self.points[site])

    # 1. Sites.

    def site_instances(self, mix):
        instances = []
        for site in self.plan.sites:
            place = {column: 1 + number for number, column in enumerate(site.columns)}
            terms, zero = [], site.zero
            if zero is not None and zero is not self.plan.choice and zero.kind == "requantise":
                for column, factor in zero.above:
                    terms.append((base(factor), [0, place[column], place[zero.value]]))
                    terms.append((base(-factor * zero.span), [0, place[column]]))
                for column, factor in zero.below:
                    terms.append((scale(mix, factor), [0, place[column], place[zero.value]]))
            elif zero is not None and zero is self.plan.choice:
                choice = place[zero.choice]
                terms += [(ONE, [0, choice, choice]), (base(-1), [0, choice])]
                terms += [(scale(mix, factor), [0, choice, place[column]]) for column, factor in zero.leads]
            elif zero is not None:
                terms.append((ONE, [0] + [place[gap] for gap in zero.gaps]))
            instances.append(Instance(site.grid.variables, terms, 1, len(site.columns), ZERO))
        return instances

    def reduce_sites(self, reader, messages):
        sites = self.plan.sites
        count = max(site.grid.variables for site in sites)
        zero = [messages.challenge("zero-check") for _ in range(count)]
        instances = self.site_instances(messages.challenge("zero-mix"))
        point, values = sumchecks.reduce(
            "sites", instances, reader, messages, lambda _, at: [eq(last(zero, len(at)), at)])
        self.points = {site: last(point, site.grid.variables) for site in sites}
        self.opened = dict(zip(sites, values))
        for site in sites:
            for column, value in zip(site.columns, self.opened[site]):
                self.witness.append(self.plan.witness.claim(column, self.points[site], value))

    # 2. Further openings and linear relations.

    def open_form(self, form, point):
        """Reads the values of a form's columns at a point."""
        values = [self.reader.element() for _ in form.terms]
        for (column, _), value in zip(form.terms, values):
            self.sent.append(value)
            self.later.append(lambda c=column, p=point, v=value: self.witness.append(self.plan.witness.claim(c, p, v)))
        return values

    def operand(self, operand, point):
        if operand.is_input:
            return self.public_input(operand.value, operand.grid, point)
        return self.value(operand.value, self.open_form(operand.value, point), operand.grid, point)

    def bias(self, gadget):
        if gadget.bias is None:
            return ZERO
        point = self.points[self.site_of(gadget.result)]
        if gadget.kind == "convolution":
            point = last(point, variables(gadget.output[2]))
        value = self.reader.element()
        self.sent.append(value)
        self.model.append(self.plan.model.claim(gadget.bias, point, value))
        return value

    def reduce_openings(self, reader, messages):
        reader.section("openings")
        self.reader, self.sent, self.later, self.biases = reader, [], [], []
        relations = []
        for gadget in self.plan.gadgets:
            if gadget.kind == "requantise":
                relations += self.requantise(gadget)
            elif gadget.kind in ("product", "convolution"):
                self.biases.append(self.bias(gadget))
            elif gadget.kind == "pooling":
                site = self.site(gadget.position)
                for place, gap in enumerate(gadget.gaps):
                    x = self.operand(gadget.operand, self.window_point(gadget, site, place))
                    relations.append((self.column(gadget.value), add(x, self.column(gap)), "pooling"))
        messages.elements("st-openings", self.sent)
        for claim in self.later:
            claim()
        for own in self.plan.private_inputs:
            if own.complement:
                site = self.site(own.position)
                both = total(scale(self.column(column), factor) for column, factor in own.value + own.complement)
                relations.append((both, scale(site.grid.indicator(self.points[site]), own.span), "private input"))
        for left, right, name in relations:
            check(left == right, f"the relation of a {name}")

    def requantise(self, gadget):
        site = self.site(gadget.position)
        point, relations = self.points[site], []
        indicator, value = site.grid.indicator(point), self.column(gadget.value)
        if gadget.complement is not None:
            relations.append((add(value, self.column(gadget.complement)), scale(indicator, gadget.span), "clamp"))
        if gadget.input is not None:
            def limbs(terms):
                return total(scale(self.column(column), factor) for column, factor in terms)

            x = self.operand(gadget.input, point)
            left = add(scale(x, gadget.multiplier), scale(indicator, 2 ** (gadget.shift - 1)))
            quotient = add(value, scale(indicator, gadget.low))
            quotient = sub(add(quotient, limbs(gadget.above)), limbs(gadget.below))
            right = add(scale(quotient, 2**gadget.shift), limbs(gadget.remainder))
            relations.append((left, right, "requantise"))
        return relations

    def window_point(self, gadget, site, place):
        """On each axis zeros, the result's coordinates, the place's bits; places count row-major."""
        parts, axes = site.grid.split(self.points[site]), gadget.operand.grid.axes
        point = []
        for part, inner, window in reversed(list(zip(parts, axes, gadget.window))):
            place, offset = divmod(place, window)
            bits = variables(window)
            corner_point = [ONE if bit else ZERO for bit in bits_of(offset, bits)]
            point = [ZERO] * (inner - len(part) - bits) + part + corner_point + point
        return point

    # 3. Products.

    def products(self):
        return [gadget for gadget in self.plan.gadgets if gadget.kind in ("product", "convolution")]

    def product_claim(self, gadget, bias):
        """The result at its site's point less the bias, which a convolution adds at every place that exists."""
        if gadget.kind == "convolution":
            point = self.points[self.site_of(gadget.result)]
            image = Grid(gadget.output[:2])
            bias = mul(bias, image.indicator(point[: image.variables]))
        return sub(self.result(gadget.result), bias)

    def reduce_products(self, reader, messages):
        products = self.products()
        instances = [product_instance(g, self.product_claim(g, bias)) for g, bias in zip(products, self.biases)]

        def public(number, point):
            operand = products[number].operand
            if operand.is_input:
                return [self.public_input(operand.value, operand.grid, point)]
            return [operand.grid.indicator(point)]

        point, values = sumchecks.reduce("products", instances, reader, messages, public)
        self.convolutions = []
        for gadget, own in zip(products, values):
            at = last(point, gadget.operand.grid.variables)
            if not gadget.operand.is_input:
                for (column, _), value in zip(gadget.operand.value.terms, own):
                    self.witness.append(self.plan.witness.claim(column, at, value))
            if gadget.kind == "product":
                rows = self.points[self.site_of(gadget.result)]
                self.model.append(self.plan.model.claim(gadget.weight, rows + at, own[-1]))
            else:
                self.convolutions.append((gadget, at, own[-1]))

    # 4. Taps.

    def reduce_taps(self, reader, messages):
        if not self.convolutions:
            return
        instances, places = [], []
        for gadget, at, value in self.convolutions:
            taps = [variables(x) for x in gadget.filters[1:3]]
            instances.append(tap_instance(gadget, value))
            result = split(self.points[self.site_of(gadget.result)], gadget.output)
            places.append((gadget, taps, result, split(at, gadget.image)))

        def public(number, point):
            gadget, taps, result, operand = places[number]
            wiring = ONE
            for axis, part in enumerate((point[: taps[0]], point[taps[0] :])):
                margin = (gadget.top, gadget.left)[axis]
                wiring = mul(wiring, extend_short(
                    predicate(
                        result[axis], operand[axis], gadget.output[axis], gadget.image[axis], gadget.filters[1 + axis],
                        gadget.stride[axis], margin), part))
            return [wiring]

        point, values = sumchecks.reduce("taps", instances, reader, messages, public)
        for (gadget, taps, result, operand), own in zip(places, values):
            at = result[2] + last(point, sum(taps)) + operand[2]
            self.model.append(self.plan.model.claim(gadget.weight, at, own[0]))

    # 5. Leads and lookups.

    def claim_leads(self):
        for gadget in [] if self.plan.choice else self.plan.of("argmax"):
            for lead in gadget.leads:
                bits = bits_of(self.index, self.plan.columns[lead].grid.variables)
                point = [ONE if bit else ZERO for bit in bits]
                self.witness.append(self.plan.witness.claim(lead, point, ZERO))

    def reduce_lookups(self, reader, messages):
        point, claims = lookups.reduce(self.lookup, reader, messages)
        tables = len(self.plan.widths)
        for number, (terms, value) in enumerate(claims):
            if number < tables:
                start = self.plan.witness.placements[self.plan.multiplicity(number)][0][0]
            else:
                start = self.plan.witness.regions[number - tables][0]
            self.witness.append(Claim([(c, start + row, last(point, log2)) for c, row, log2 in terms], value))

    # 6. One value of each oracle.

    def reduce_claims(self, reader, messages):
        assert max(len(self.witness), len(self.model)) == self.claim_count()
        mix = messages.challenge("open-mix")
        instances, oracles = [], ((self.witness, self.plan.witness.log2), (self.model, self.plan.model.log2))
        for claims, log2 in oracles:
            total_claim = total(mul(f, claim.value) for f, claim in zip(powers(mix, len(claims)), claims))
            instances.append(Instance(log2, [(ONE, [0, 1])], 1, 1, total_claim))

        def public(number, point):
            claims = oracles[number][0]
            return [total(mul(f, claim.weight(point)) for f, claim in zip(powers(mix, len(claims)), claims))]

        point, values = sumchecks.reduce("opening", instances, reader, messages, public)
        return [(last(point, log2), own[0]) for (_, log2), own in zip(oracles, values)]


def product_instance(gadget, claim):
    """Public: the input, or the indicator of the operand's grid. Committed: the operand's columns, then the weight."""
    operand, count = gadget.operand, 0
    if operand.is_input:
        terms = [(ONE, [0, 1])]
    else:
        count = len(operand.value.terms)
        terms = [(base(f), [1 + i, 1 + count]) for i, (_, f) in enumerate(operand.value.terms)]
        terms.append((base(operand.value.constant), [0, 1 + count]))
    return Instance(operand.grid.variables, terms, 1, count + 1, claim)


def tap_instance(gadget, claim):
    """Public: the wiring at both points. Committed: the filters."""
    return Instance(sum(variables(x) for x in gadget.filters[1:3]), [(ONE, [0, 1])], 1, 1, claim)


def split(point, extents):
    parts, start = [], 0
    for extent in extents:
        parts.append(point[start : start + variables(extent)])
        start += variables(extent)
    return parts


def predicate(row, column, output, image, taps, stride, margin):
    """For each tap the sum over output places i of eq(row, i) eq(column, i stride + tap - margin)."""
    rows, columns = eq_table(row), eq_table(column)
    result = []
    for tap in range(taps):
        pairs = [(i, i * stride + tap - margin) for i in range(output)]
        result.append(total(mul(rows[i], columns[y]) for i, y in pairs if 0 <= y < image))
    return result
