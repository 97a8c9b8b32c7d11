import Claims

extension Execution {
    /// An account; one that nobody wrote to yet is empty.
    func account(_ address: Address) throws(Stop) -> Account {
        try journal.read(Account.self, address.bytes.bytes) ?? Account(address: address, nonce: 0, balance: .zero)
    }

    /// - Throws: `Rejection.insufficientBalance`.
    mutating func debit(_ address: Address, _ amount: Amount) throws(Stop) {
        var account = try account(address)
        guard account.balance >= amount else {
            throw .rejected(.insufficientBalance(needed: amount, balance: account.balance))
        }
        account.balance = try account.balance.minus(amount)
        journal.write(account)
    }

    mutating func credit(_ address: Address, _ amount: Amount) throws(Stop) {
        guard amount > .zero else { return }
        var account = try account(address)
        account.balance = try account.balance.plus(amount)
        journal.write(account)
    }

    /// Destroys an amount that was debited before.
    mutating func burn(_ amount: Amount) throws(Stop) {
        guard var supply = try journal.read(Supply.self, []) else { throw .fault(.noSupply) }
        supply.burned = try supply.burned.plus(amount)
        journal.write(supply)
    }

    mutating func transfer(to: Address, _ amount: Amount) throws(Stop) {
        guard amount > .zero else { throw .rejected(.nothingToDo) }
        try debit(sender, amount)
        try credit(to, amount)
        events.append(.transferred(from: sender, to: to, amount: amount))
    }

    /// A lost bond: half to the winner, half (and the odd unit) burned, so that who challenges himself
    /// loses.
    mutating func forfeit(_ bond: Amount, to winner: Address) throws(Stop) -> (paid: Amount, burned: Amount) {
        let halves = bond.halves
        try credit(winner, halves.smaller)
        try burn(halves.larger)
        return (halves.smaller, halves.larger)
    }
}
