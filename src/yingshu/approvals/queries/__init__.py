"""Reads of the room: flows in force, the people of a step, running approvals and their panel."""
