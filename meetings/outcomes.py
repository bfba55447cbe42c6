"""What depends on the outcome of a decision: each kind of record that is decided on says what follows from it."""

from portal.records.registries import Registry

# (decision) → Problem: why a decision cannot be adopted yet, asked together with the objections.
adoption_guards = Registry()
# (decision, user who announces it): called inside the transaction that records the outcome, whatever it is.
announced = Registry()
