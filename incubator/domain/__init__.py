"""What an incubator is, without any web: states, models, rules, policy, mails, lifecycle."""
