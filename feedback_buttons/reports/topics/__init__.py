"""How those scored who mention a topic, and which topics more of those who write mention."""
