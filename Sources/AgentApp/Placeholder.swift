enum AgentAppPlaceholder {}
